package dev.hindcast.branch.remote;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One change at a time in each project of an engine, as engines refuse more. Within this process;
 * other processes meet at the engine, whose refusal is tried again.
 */
final class Turns {
  private final ConcurrentHashMap<String, ReentrantLock> locks = new ConcurrentHashMap<>();

  <T> T take(String project, Supplier<T> change) {
    var lock = locks.computeIfAbsent(project, p -> new ReentrantLock(true));
    lock.lock();
    try {
      return change.get();
    } finally {
      lock.unlock();
    }
  }
}
