package dev.coordination.it.architecture.bad.stray;

/** In a package that no module has. */
class Stray {}
