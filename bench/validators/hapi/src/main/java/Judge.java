import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.NpmPackageValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.UnknownCodeSystemWarningValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/**
 * Validates every .json file of a folder with the HL7 validator, without a terminology server, and writes a line of JSON for
 * each: {"file", "crash", "errors": [{"rule", "at", "message"}]}.
 *
 * <p>Judge FOLDER OUT PACKAGE.tgz... : the packages must be on the class path.
 */
public final class Judge {
  public static void main(String[] arguments) throws Exception {
    FhirValidator validator = validator(arguments, true);

    List<Path> files;
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      files = all.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    }
    long began = System.nanoTime();
    try (PrintWriter out =
        new PrintWriter(
            Files.newBufferedWriter(Path.of(arguments[1]), StandardCharsets.UTF_8), true)) {
      for (Path file : files) {
        out.println(judge(validator, file));
      }
    }
    System.err.printf(
        "HL7 validator: %d files, %.1f a second%n",
        files.size(), files.size() * 1e9 / (System.nanoTime() - began));
  }

  /** The validator over the packages that the arguments from the third on name; with {@link Literal} references or without. */
  static FhirValidator validator(String[] arguments, boolean references) throws Exception {
    FhirContext context = FhirContext.forR4();
    NpmPackageValidationSupport packages = new NpmPackageValidationSupport(context);
    for (int index = 2; index < arguments.length; index++) {
      packages.loadPackageFromClasspath(arguments[index]);
    }
    ValidationSupportChain chain =
        new ValidationSupportChain(
            packages,
            new DefaultProfileValidationSupport(context),
            new CommonCodeSystemsTerminologyService(context),
            new InMemoryTerminologyServerValidationSupport(context),
            new SnapshotGeneratingValidationSupport(context),
            unknownSystems(context));
    // One coding in the value set is enough (FHIR R4 "Terminologies", required bindings).
    chain.setCodeableConceptValidationSuccessfulIfNotAllCodingsAreValid(true);
    FhirInstanceValidator instance = new FhirInstanceValidator(chain);
    // As with the command line: what claims a profile that no package has is not judged by it.
    instance.setErrorForUnknownProfiles(false);
    if (references) {
      instance.setValidatorResourceFetcher(new Literal());
      instance.setValidatorPolicyAdvisor(new Literal.Types());
    }
    FhirValidator validator = context.newValidator();
    validator.registerValidatorModule(instance);
    return validator;
  }

  /** Codes of systems that nobody ships are warnings, as with the validator of the command line. */
  private static UnknownCodeSystemWarningValidationSupport unknownSystems(FhirContext context) {
    UnknownCodeSystemWarningValidationSupport support =
        new UnknownCodeSystemWarningValidationSupport(context);
    support.setNonExistentCodeSystemSeverity(IValidationSupport.IssueSeverity.WARNING);
    return support;
  }

  private static String judge(FhirValidator validator, Path file) throws Exception {
    String text = Files.readString(file);
    StringBuilder line = new StringBuilder("{\"file\":").append(quoted(file.getFileName().toString()));
    try {
      StringBuilder errors = new StringBuilder();
      for (SingleValidationMessage message : validator.validateWithResult(text).getMessages()) {
        if (message.getSeverity() != ResultSeverityEnum.ERROR
            && message.getSeverity() != ResultSeverityEnum.FATAL) {
          continue;
        }
        errors
            .append(errors.length() == 0 ? "" : ",")
            .append("{\"rule\":")
            .append(quoted(String.valueOf(message.getMessageId())))
            .append(",\"at\":")
            .append(quoted(String.valueOf(message.getLocationString())))
            .append(",\"message\":")
            .append(quoted(String.valueOf(message.getMessage())))
            .append('}');
      }
      line.append(",\"errors\":[").append(errors).append(']');
    } catch (RuntimeException crash) {
      line.append(",\"crash\":").append(quoted(String.valueOf(crash))).append(",\"errors\":[]");
    }
    return line.append('}').toString();
  }

  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
