package dev.hindcast.gateway.plan;

import dev.hindcast.gateway.branch.BranchReader;
import dev.hindcast.gateway.plan.PolicyCompiler.ReadyPolicy;
import java.util.List;

/** The policies that a pass tries. */
public interface Candidates {

  /** Published versions to load into the branch first. */
  List<String> versions();

  /**
   * The policies, at least one, of one bundle and all different; the first one's replay leads.
   *
   * @param branch holds all that were loaded
   */
  List<ReadyPolicy> choose(BranchReader branch);

  /**
   * Tells a repeated call from a reused request id.
   *
   * @param request digest of the rest of the request
   * @return equal for equal requests
   */
  String digest(String request);
}
