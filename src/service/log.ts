/** The operational log, as far as the service writes it: what goes wrong with the desk itself. Never secrets, never payloads. */
type Write = (fields: Readonly<Record<string, unknown>>, message: string) => void;

export interface OperationalLog {
  readonly error: Write;
  readonly warn: Write;
  readonly info: Write;
}
