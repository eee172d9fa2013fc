/** A request in words: the one that shows a difference or a finding. It can be run in the simulator as it is. */

export interface Witness {
  /** ARN of who asks. */
  readonly principal: string;
  /** Session ARN, where the statement names a session of the role. */
  readonly session?: string;
  /** As in ACTIONS: `kms:Decrypt`. */
  readonly action: string;
  /**
   * Values of condition keys beyond those that follow from principal and key, by the key's name in lower case; in the order of the
   * names. A key that is not here is absent.
   */
  readonly values: readonly (readonly [key: string, value: string | readonly string[]])[];
}
