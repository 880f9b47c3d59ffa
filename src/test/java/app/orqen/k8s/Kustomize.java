package app.orqen.k8s;

import app.orqen.k8s.Binaries.Result;
import java.nio.file.Path;
import java.util.List;

/** Renders a kustomization with kubectl. */
final class Kustomize {

  private Kustomize() {}

  /** Returns the documents of a folder with a {@code kustomization.yaml}, as text. */
  static String render(Path folder) {
    Result result = Binaries.run("kubectl", List.of("kustomize", folder.toString()));
    if (result.code() != 0) {
      throw new IllegalStateException(folder + " does not render: " + result.errors());
    }
    return result.out();
  }
}
