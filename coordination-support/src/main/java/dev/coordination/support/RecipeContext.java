package dev.coordination.support;

/**
 * For whom a recipe works, and where.
 *
 * @param identifier under which name contenders are listed
 * @param path the path as the application gave it
 * @param storePath the path in the store, with the view's namespace in front
 * @param scope ends what is obtained through the view
 */
public record RecipeContext(String identifier, String path, String storePath, Scope scope) {}
