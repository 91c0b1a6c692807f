/** Something in a text that looks like a secret. */
export interface Candidate {
  /** Where the value begins in the text. */
  at: number;
  value: string;
  what: string;
}
