package dev.coordination.it.architecture.bad.curator;

class Prints {
  static void say() {
    System.out.println(System.currentTimeMillis());
  }
}
