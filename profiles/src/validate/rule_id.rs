//! The rules by their ids. An id stands in every issue, so it never changes; a rule that goes takes its id with it.

use std::fmt::Write as _;

macro_rules! rules {
    ($($variant:ident $id:literal $sentence:literal $section:literal)*) => {
        /// A rule that resources are held to. Invariants of definitions go by their own keys (`us-core-6`) and are not among
        /// these, except for those that are checked without their expression.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum RuleId {
            $(
                #[doc = concat!($sentence, " (FHIR R4 ", $section, ").")]
                $variant,
            )*
        }

        impl RuleId {
            /// Every rule, in the order of docs/RULES.md.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The id as it stands in an issue: `cardinality-min`.
            pub const fn id(self) -> &'static str {
                match self { $(Self::$variant => $id),* }
            }

            /// What the rule asks for, in one sentence.
            pub const fn sentence(self) -> &'static str {
                match self { $(Self::$variant => concat!($sentence, ".")),* }
            }

            /// The page of FHIR R4 that asks for it, with the section or element.
            pub const fn section(self) -> &'static str {
                match self { $(Self::$variant => $section),* }
            }
        }
    };
}

rules! {
    JsonDuplicate "json-duplicate"
        "A JSON object has each property once"
        "\"JSON Representation of Resources\""
    JsonObject "json-object"
        "A resource, a complex element, and what stands under a name with `_`, is a JSON object"
        "\"JSON Representation of Resources\""
    JsonSingle "json-single"
        "An element that does not repeat is no array"
        "\"JSON Representation of Resources\", repeating elements"
    JsonArray "json-array"
        "An element that may repeat is an array, even where it has one item"
        "\"JSON Representation of Resources\", repeating elements"
    JsonEmptyArray "json-empty-array"
        "An array has at least one item"
        "\"JSON Representation of Resources\""
    JsonNestedArray "json-nested-array"
        "An array holds no arrays"
        "\"JSON Representation of Resources\", repeating elements"
    JsonNull "json-null"
        "null stands only in an array, for an item whose sibling has something"
        "\"JSON Representation of Resources\", primitive elements"
    JsonSibling "json-sibling"
        "The arrays under a name and under the same name with `_` have the same number of items"
        "\"JSON Representation of Resources\", primitive elements"
    JsonType "json-type"
        "A primitive has the JSON type of its FHIR type"
        "\"JSON Representation of Resources\", primitive elements"
    UnknownProperty "unknown-property"
        "A property is an element that the type has"
        "\"JSON Representation of Resources\""
    ResourceType "resource-type"
        "`resourceType` names a resource type of R4 that is not abstract"
        "\"JSON Representation of Resources\", resources"
    Ele1 "ele-1"
        "An element has a value or children besides its id, and no value is an empty string"
        "\"Element\""
    PrimitiveFormat "primitive-format"
        "The text of a primitive has the format of its type"
        "\"Data Types\", primitive types"
    CardinalityMin "cardinality-min"
        "An element is there at least as often as its minimum says"
        "ElementDefinition.min"
    CardinalityMax "cardinality-max"
        "An element is there at most as often as its maximum says"
        "ElementDefinition.max"
    ChoiceSingle "choice-single"
        "A choice of types has one of them at a time"
        "\"Resource Formats\", choice of data types"
    TypeAllowed "type-allowed"
        "The type of a value is one that the profile leaves"
        "ElementDefinition.type"
    TypeProfile "type-profile"
        "An element meets one of the profiles of its type"
        "ElementDefinition.type.profile"
    FixedValue "fixed-value"
        "A fixed value is exactly that value"
        "ElementDefinition.fixed[x]"
    PatternValue "pattern-value"
        "A value has at least what the pattern has"
        "ElementDefinition.pattern[x]"
    MinValue "min-value"
        "A value is not below its minimum"
        "ElementDefinition.minValue[x]"
    MaxValue "max-value"
        "A value is not above its maximum"
        "ElementDefinition.maxValue[x]"
    MaxLength "max-length"
        "A text has at most as many characters as its maximum length says"
        "ElementDefinition.maxLength"
    BindingRequired "binding-required"
        "A code with a required binding is in the value set"
        "\"Terminologies\", required bindings"
    BindingExtensible "binding-extensible"
        "A code with an extensible binding should be in the value set"
        "\"Terminologies\", extensible bindings"
    BindingMax "binding-max"
        "A code is in the maximum value set of its binding"
        "extension elementdefinition-maxValueSet"
    CodeKnown "code-known"
        "A code is one of its code system, where that is known in full"
        "\"Terminologies\""
    CodeForm "code-form"
        "A code has the form that its code system gives to codes, such as a LOINC check digit or a UCUM unit"
        "\"Terminologies\""
    IdentifierSystem "identifier-system"
        "The system of an Identifier is an absolute URI"
        "Identifier.system"
    IdentifierForm "identifier-form"
        "The value of an Identifier has the form of its system, such as the check digit of an NPI"
        "\"Identifier\""
    ReferenceForm "reference-form"
        "A literal reference is a URL, and ends with a valid id where it names a resource type"
        "\"References\", literal references"
    ReferenceType "reference-type"
        "`Reference.type` names the type of the target, which is one that is allowed"
        "Reference.type"
    ReferenceTarget "reference-target"
        "A reference leads to a resource of a type that is allowed"
        "ElementDefinition.type.targetProfile"
    ReferenceTargetProfile "reference-target-profile"
        "The target of a reference, where it is at hand, meets one of the profiles asked of it"
        "ElementDefinition.type.targetProfile"
    Ext1 "ext-1"
        "An extension has either a value or extensions of its own"
        "\"Extensibility\""
    ExtensionUrl "extension-url"
        "The url of an extension is absolute, unless it stands inside another extension"
        "\"Extensibility\""
    ExtensionContext "extension-context"
        "An extension stands where its definition allows it"
        "StructureDefinition.context"
    ExtensionModifier "extension-modifier"
        "An extension that changes the meaning of its element is a modifierExtension, and no other is"
        "\"Extensibility\", modifier extensions"
    ExtensionInner "extension-inner"
        "An extension inside another has a name that the definition of the outer one knows"
        "\"Extensibility\", complex extensions"
    ProfileKnown "profile-known"
        "A profile that the caller asks for is one of a guide that is at hand"
        "\"Validating Resources\""
    ProfileType "profile-type"
        "A profile is for the type of the resource that is held to it"
        "\"Profiling\""
    SliceMin "slice-min"
        "There are at least as many items of a slice as its minimum says"
        "\"Profiling\", slicing"
    SliceMax "slice-max"
        "There are at most as many items of a slice as its maximum says"
        "\"Profiling\", slicing"
    SliceOrder "slice-order"
        "The items of an ordered slicing come in the order of its slices"
        "ElementDefinition.slicing.ordered"
    SliceClosed "slice-closed"
        "Each item of a closed slicing is in one of its slices"
        "ElementDefinition.slicing.rules"
    SliceOpenAtEnd "slice-open-at-end"
        "Items outside of all slices come after those inside, where the slicing is open at the end"
        "ElementDefinition.slicing.rules"
    Txt1 "txt-1"
        "A narrative is XHTML with only the elements and attributes that are allowed, and is not empty"
        "\"Narrative\""
    NarrativeImage "narrative-image"
        "An image that a narrative shows by `#id` is contained in the resource or in the narrative"
        "\"Narrative\""
    Dom2 "dom-2"
        "A contained resource contains no resources of its own"
        "\"DomainResource\""
    Dom3 "dom-3"
        "A contained resource is referred to from the resource around it, or refers to that"
        "\"DomainResource\""
    Dom4 "dom-4"
        "A contained resource has no meta.versionId and no meta.lastUpdated"
        "\"DomainResource\""
    Dom5 "dom-5"
        "A contained resource has no security label"
        "\"DomainResource\""
    Dom6 "dom-6"
        "A resource should have a narrative"
        "\"DomainResource\""
    ContainedId "contained-id"
        "A contained resource has an id"
        "\"References\", contained resources"
    BundleFullUrl "bundle-full-url"
        "`fullUrl` is absolute, and where it is an HTTP address it ends with the type and id of the resource"
        "Bundle.entry.fullUrl"
    BundleLink "bundle-link"
        "A Bundle has one link for each relation"
        "Bundle.link"
    BundleDocument "bundle-document"
        "A document holds the resources that its Composition refers to"
        "\"Documents\", document content"
    BundleUnreached "bundle-unreached"
        "Each entry of a document should be reached by references from its Composition"
        "\"Documents\", document content"
}

impl RuleId {
    /// All rules as a Markdown table: what stands in docs/RULES.md.
    pub fn document() -> String {
        let mut table = "| id | rule | FHIR R4 |\n|---|---|---|\n".to_owned();
        for rule in Self::ALL {
            let (id, sentence, section) = (rule.id(), rule.sentence(), rule.section());
            let _ = writeln!(table, "| `{id}` | {sentence} | {section} |");
        }
        table
    }
}
