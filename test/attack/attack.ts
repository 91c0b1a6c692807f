/** One way to harm whoever runs Fettle. The table in docs/security.md is made of these three texts. */
export interface Attack {
  /** Unique, and the name of the test that carries it out. */
  name: string;
  /** What whoever does it wants to have, in a few words. */
  tried: string;
  /** What stands in the way. */
  stoppedBy: string;
}
