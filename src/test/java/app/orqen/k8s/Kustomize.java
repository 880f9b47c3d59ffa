package app.orqen.k8s;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Renders a kustomization with kubectl: the one that a test dependency brings on Linux, elsewhere that of the PATH. */
final class Kustomize {

  private static final String ARCHIVE =
      "/software/amazon/awscdk/cdk/lambdalayer/kubectl/v31/lambda-layer-kubectl-v31@2.0.0.jsii.tgz";
  private static final Path UNPACKED = Path.of("target/k8s/kubectl").toAbsolutePath();
  private static final String KUBECTL = kubectl();

  private Kustomize() {}

  /** The documents of a folder with a {@code kustomization.yaml}, as text. */
  static String render(Path folder) {
    try {
      Path errors = Files.createTempFile("kustomize", ".log");
      Process process = new ProcessBuilder(List.of(KUBECTL, "kustomize", folder.toString()))
          .redirectError(errors.toFile()).start();
      String rendered = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new IllegalStateException(folder + " does not render: " + Files.readString(errors));
      }
      Files.delete(errors);
      return rendered;
    } catch (IOException e) {
      throw new UncheckedIOException("no kubectl: install one of 1.27 or later, it renders k8s/ in the tests", e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String kubectl() {
    boolean ours = System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64");
    if (!ours) {
      return "kubectl";
    }
    if (Files.notExists(UNPACKED)) {
      unpack();
    }
    return UNPACKED.toString();
  }

  private static void unpack() {
    try (InputStream archive = Kustomize.class.getResourceAsStream(ARCHIVE);
        TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(archive))) {
      for (TarArchiveEntry file = tar.getNextEntry(); file != null; file = tar.getNextEntry()) {
        if (file.getName().endsWith("/layer.zip")) {
          unzip(new ZipInputStream(tar));
          return;
        }
      }
      throw new IllegalStateException("there is no layer in " + ARCHIVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unzip(ZipInputStream zip) throws IOException {
    for (ZipEntry file = zip.getNextEntry(); file != null; file = zip.getNextEntry()) {
      if (file.getName().equals("kubectl/kubectl")) {
        Files.createDirectories(UNPACKED.getParent());
        Path half = Files.createTempFile(UNPACKED.getParent(), "kubectl", ".half");
        Files.copy(zip, half, StandardCopyOption.REPLACE_EXISTING);
        if (!half.toFile().setExecutable(true)) {
          throw new IOException(half + " can't be made executable");
        }
        Files.move(half, UNPACKED, StandardCopyOption.ATOMIC_MOVE);
        return;
      }
    }
    throw new IOException("there is no kubectl in the layer");
  }
}
