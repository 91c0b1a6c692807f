/** What a span tells beside its name. Never a text of people, of code, or of a model. */
export type Attributes = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** A stretch of work in a trace. */
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  /** `client`: it is a call to another program. */
  child(name: string, options: { client?: true; attributes?: Attributes }): Span;
  set(attributes: Attributes): void;
  /** `type` is a class of errors, of which there are few. */
  fail(type: string): void;
  end(): void;
}

/** Kinds of work whose duration is measured; the label of one histogram, so there must stay few. */
export type Step =
  | 'attempt'
  | 'verify'
  | 'gate'
  | 'judge'
  | 'git_fetch'
  | 'git_push'
  | 'sandbox_start'
  | 'sandbox_exec'
  | 'sandbox_install';

/** Where something went wrong that is not the fault of a change. */
export type Fault = 'run' | 'delivery' | 'model' | 'github' | 'sandbox';

/** One question to a model and what came of it. */
export interface ModelCall {
  role: 'agent' | 'judge';
  model: string;
  seconds: number;
  /** Null where there was no reply. */
  reply: {
    usage: { input: number; output: number; cacheRead: number; cacheWrite: number };
    costUsd: number;
  } | null;
}

/** One answer of GitHub's API. */
export interface GitHubAnswer {
  /** Null for what the app asks with its own key. */
  installation: number | null;
  method: string;
  /** Null where none came. */
  status: number | null;
  seconds: number;
  headers: Readonly<Record<string, string | number | undefined>>;
}

/** How a run ended, as far as it is counted. */
export interface RunEnded {
  kind: string;
  reason: string;
}

/** What this process measures, in our words. */
export interface Metrics {
  onStep: (name: Step, seconds: number, ok: boolean) => void;
  onFault: (kind: Fault) => void;
  modelCalled(call: ModelCall): void;
  /** A fault after which the same is asked again. */
  modelFault(role: ModelCall['role']): void;
  githubAnswered(answer: GitHubAnswer): void;
  /** Something that GitHub did not answer well is asked again. */
  githubRetried(): void;
  /** A delivery was handled: so long after it was received. */
  deliveryHandled(seconds: number): void;
  /** A line of a run's timeline. */
  runSaid(kind: string): void;
  runEnded(outcome: RunEnded): void;
  /** Told by the log, for each line. */
  logged: (level: string) => void;
  /** From now on these webhooks are told of. */
  countWebhooks(counts: () => Readonly<Record<string, number>>): void;
  /** From now on what the database knows is told of. */
  connect(database: Queries): void;
  /** In Prometheus' text format. */
  show(): Promise<{ contentType: string; text: string }>;
}

/** As much of a database's pool as is needed. */
export interface Queries {
  query<Row extends object>(sql: string, values?: unknown[]): Promise<{ rows: Row[] }>;
}
