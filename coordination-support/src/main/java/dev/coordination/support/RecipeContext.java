package dev.coordination.support;

/**
 * For whom a recipe works, and where.
 *
 * @param identifier under which name contenders are listed
 * @param path the path as the application gave it
 * @param storePath the path in the store, with the view's namespace in front
 * @param scope ends what is obtained through the view
 */
public record RecipeContext(String identifier, String path, String storePath, Scope scope) {

  /** {@return the context of what lies below this one, by its name} */
  RecipeContext child(String name) {
    return new RecipeContext(identifier, path + "/" + name, storePath + "/" + name, scope);
  }
}
