package dev.coordination.it.architecture.bad;

class Sleeper {
  static void nap() throws InterruptedException {
    Thread.sleep(1);
  }
}
