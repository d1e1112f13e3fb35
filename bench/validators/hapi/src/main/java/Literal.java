import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Manager;
import org.hl7.fhir.r5.model.CanonicalResource;
import org.hl7.fhir.r5.model.CanonicalType;
import org.hl7.fhir.r5.utils.validation.IResourceValidator;
import org.hl7.fhir.r5.utils.validation.IValidatorResourceFetcher;
import org.hl7.fhir.r5.utils.validation.constants.ReferenceValidationPolicy;
import org.hl7.fhir.validation.instance.InstanceValidator;

/**
 * What the HL7 validator needs to judge literal references at all: a resolver, and the policy to look at types. The resolver
 * answers `Device/1` with a Device that has that id and nothing else, as if a server had it.
 */
final class Literal implements IValidatorResourceFetcher {
  private static final Pattern LITERAL =
      Pattern.compile("(?:.*/)?([A-Z][A-Za-z]+)/([A-Za-z0-9.-]{1,64})(?:/_history/[A-Za-z0-9.-]{1,64})?");

  /** Types of targets are judged where the target is known; profiles of targets are not. */
  static final class Types extends FhirDefaultPolicyAdvisor {
    @Override
    public ReferenceValidationPolicy policyForReference(
        IResourceValidator validator,
        Object context,
        String path,
        String url,
        ReferenceDestinationType destination) {
      return ReferenceValidationPolicy.CHECK_TYPE_IF_EXISTS;
    }
  }

  @Override
  public Element fetch(IResourceValidator validator, Object context, String url) throws IOException {
    Matcher literal = LITERAL.matcher(url);
    InstanceValidator instance = (InstanceValidator) validator;
    if (!literal.matches() || !instance.getContext().getResourceNamesAsSet().contains(literal.group(1))) {
      return null;
    }
    String stub =
        "{\"resourceType\":\"" + literal.group(1) + "\",\"id\":\"" + literal.group(2) + "\"}";
    return Manager.parseSingle(
        instance.getContext(),
        new ByteArrayInputStream(stub.getBytes(StandardCharsets.UTF_8)),
        Manager.FhirFormat.JSON);
  }

  @Override
  public boolean resolveURL(
      IResourceValidator validator,
      Object context,
      String path,
      String url,
      String type,
      boolean canonical,
      List<CanonicalType> targets) {
    return true;
  }

  @Override
  public byte[] fetchRaw(IResourceValidator validator, String url) throws IOException {
    throw new IOException("nothing to fetch: " + url);
  }

  @Override
  public IValidatorResourceFetcher setLocale(Locale locale) {
    return this;
  }

  @Override
  public CanonicalResource fetchCanonicalResource(
      IResourceValidator validator, Object context, String url) {
    return null;
  }

  @Override
  public boolean fetchesCanonicalResource(IResourceValidator validator, String url) {
    return false;
  }

  @Override
  public Set<ResourceVersionInformation> fetchCanonicalResourceVersions(
      IResourceValidator validator, Object context, String url) {
    return Set.of();
  }
}
