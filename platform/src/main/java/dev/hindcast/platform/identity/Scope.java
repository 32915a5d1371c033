package dev.hindcast.platform.identity;

import java.util.List;

/** On which store a caller must have the role that a method asks for. */
public sealed interface Scope {
  /** No identity is asked for at all. */
  record Open() implements Scope {}

  /** The method is about no store: a role on any store will do. */
  record AnyStore() implements Scope {}

  /** The method is about all stores: only a role on every store will do. */
  record EveryStore() implements Scope {}

  /**
   * The stores that a request writes to, which its fields alone do not say: the endpoint asks for
   * each, by {@link Caller#requireOn}, before it writes.
   */
  record StoresWritten() implements Scope {}

  /**
   * The store of the resource that a field of the request names: {@code stores/{store}/…}, or
   * {@code replays/{replay}}, whose branch has a store. Where no field is filled, or it says {@code
   * -} for all, it is about every store.
   *
   * @param fields the first one that is filled counts; {@code a.b} is the field b of the message a
   */
  record StoreOf(List<String> fields) implements Scope {
    public StoreOf {
      fields = List.copyOf(fields);
    }
  }
}
