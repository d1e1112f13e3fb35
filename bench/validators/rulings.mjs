// Who is right where ours and the HL7 validator differ, and by which section of FHIR R4. A difference that no ruling covers is
// printed as unexplained. docs/VALIDATOR.md has the same in words.
//
// `missed`: the HL7 validator finds an error and ours does not; `rule` is its message id. `accused`: ours does; `rule` is ours.
// `holds` looks at the error and at the kind of mutation, so that a ruling covers no more than it explains.

export const RULINGS = [
  {
    id: 'coding-without-code',
    side: 'missed',
    rule: /^Terminology_PassThrough_TX_Message$/,
    holds: (error) => /#null'/.test(error.message),
    right: 'ours',
    section: 'datatypes.html#Coding (code 0..1)',
    why: 'a Coding need not have a code; its absence is taken for a code with the name null',
  },
  {
    id: 'slice-of-absent-guide',
    side: 'missed',
    rule: /^SLICING_CANNOT_BE_EVALUATED$/,
    holds: (error) => /could not be resolved/.test(error.message),
    right: 'ours',
    section: 'profiling.html#slicing',
    why: 'what belongs to a slice of a profile that is not at hand cannot be told, so it is counted as not checked',
  },
  {
    id: 'stated-type-of-a-logical-reference',
    side: 'accused',
    rule: /^reference-(target|type)$/,
    holds: (error, kind) => kind === 'reference',
    right: 'ours',
    section: 'references.html#Reference (type), references.html#logical',
    why: 'a reference by identifier states the type of its target, and the element does not allow it',
  },
  {
    id: 'empty-array',
    side: 'accused',
    rule: /^json-empty-array$/,
    holds: () => true,
    right: 'ours',
    section: 'json.html#null',
    why: 'arrays of primitives are never empty either',
  },
  {
    id: 'only-spaces',
    side: 'accused',
    rule: /^primitive-format$/,
    holds: (error) => /^` +` is no/.test(error.message),
    right: 'ours',
    section: 'datatypes.html#primitive',
    why: 'no uri, code, id or instant is made of spaces',
  },
  {
    id: 'required-binding',
    side: 'accused',
    rule: /^binding-(required|max)$/,
    holds: () => true,
    right: 'ours',
    section: 'terminologies.html#required',
    why: 'the system or the form of the code shows that it is not in the value set, though the set cannot be listed in full',
  },
];

/** The ruling on one error; none when nothing explains it. */
export const ruling = (side, error, kind) =>
  RULINGS.find((one) => one.side === side && one.rule.test(error.rule) && one.holds(error, kind));

/**
 * The ruling on a mutant. Where the HL7 validator alone finds it bad, each of its errors must be explained, and one that is
 * right decides; where ours does, one error that is right is enough.
 */
export function ruled(side, errors, kind) {
  const found = errors.map((error) => ruling(side, error, kind));
  if (side === 'accused') return found.find((one) => one?.right === 'ours') ?? found.find(Boolean);
  if (found.some((one) => !one)) return undefined;
  return found.find((one) => one.right === 'hl7') ?? found[0];
}
