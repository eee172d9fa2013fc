/** Something to mark in the text of a policy, from worst to least. UTF-16 offsets. */
export interface TextMark {
  readonly from: number;
  readonly to: number;
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: string;
}

export interface PolicyTextHandle {
  /** Puts the cursor there and focus into the editor. */
  readonly goTo: (at: number) => void;
}
