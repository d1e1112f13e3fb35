import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.NpmPackageValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;

/**
 * Validates the .json files of a folder again and again, on one thread, and prints how many resources a second each round
 * took.
 *
 * <p>Speed FOLDER ROUNDS PACKAGE.tgz... : the packages must be on the class path.
 */
public final class Speed {
  public static void main(String[] arguments) throws Exception {
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
            new SnapshotGeneratingValidationSupport(context));
    FhirValidator validator = context.newValidator();
    validator.registerValidatorModule(new FhirInstanceValidator(chain));

    List<String> texts = new ArrayList<>();
    try (Stream<Path> all = Files.list(Path.of(arguments[0]))) {
      for (Path file : all.filter(file -> file.toString().endsWith(".json")).sorted().toList()) {
        texts.add(Files.readString(file));
      }
    }
    for (int round = 1; round <= Integer.parseInt(arguments[1]); round++) {
      long began = System.nanoTime();
      for (String text : texts) {
        validator.validateWithResult(text);
      }
      System.out.printf(
          "hl7 round %d: %d resources, %.1f a second%n",
          round, texts.size(), texts.size() * 1e9 / (System.nanoTime() - began));
    }
  }
}
