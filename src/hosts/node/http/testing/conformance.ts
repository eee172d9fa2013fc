/** What the conformance tests share: one desk for a file, and a refusal held to all that a refusal must be. */
import { afterAll, beforeAll, expect } from 'vitest';
import type { ErrorCode } from '../../../../service/errors.ts';
import { operationOfName } from '../../../../service/operations/index.ts';
import { removeDirectory, startTestDesk, type Answer, type TestDesk } from '../../testing/desk.ts';
import type { Credentials } from '../../testing/sign-request.ts';

export const REGION = 'us-east-1';
export const ACCOUNT = '123456789012';
/** Whom the tests call as when they name nobody: the administrator with the root access key. */
export const OPERATOR = `arn:aws:iam::${ACCOUNT}:role/root-operator`;
/** Well-formed, and no key's. */
export const UNKNOWN_ID = '12345678-1234-4234-9234-123456789012';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Codes that AWS answers without any message (kms-api.md §1.2). */
const SILENT: readonly ErrorCode[] = ['InvalidCiphertextException'];

/** What every operation may answer (kms-api.md §5); all else it must declare, since clients are made of that list. */
const COMMON: readonly ErrorCode[] = [
  'AccessDeniedException',
  'KMSInternalException',
  'SerializationException',
  'ThrottlingException',
  'ValidationException',
];

export interface Key {
  readonly id: string;
  readonly arn: string;
}

export interface Service extends Credentials {
  readonly arn: string;
}

/** An event as SearchAuditEvents gives it; the members that tests read. */
export interface SeenEvent {
  readonly Operation: string;
  readonly Outcome: string;
  readonly Principal: string;
  readonly Error?: string;
  readonly Reason?: string;
  readonly KeyId?: string;
  readonly Context?: readonly (readonly [string, string])[];
  readonly Parameters: readonly (readonly [string, string])[];
  readonly Extensions: readonly (readonly [string, string])[];
  readonly Changes: readonly unknown[];
  readonly DecidedBy: readonly { readonly Source: string; readonly Sid?: string; readonly Effect: string }[];
}

/** What every answer has: a request id, a Date that is now, the protocol's type. */
export function expectFraming(
  { status, headers }: Pick<Answer, 'status' | 'headers'>,
  type = 'application/x-amz-json-1.1',
): void {
  expect(status).toBeLessThan(500);
  expect(headers.get('x-amzn-requestid')).toMatch(UUID);
  expect(Math.abs(Date.parse(headers.get('date') ?? '') - Date.now())).toBeLessThan(60_000);
  expect(headers.get('content-type')).toBe(type);
}

/** An answer that must be a success: its body. */
export async function succeed(
  desk: TestDesk,
  target: string,
  body: object | string = {},
  credentials?: Credentials,
): Promise<Record<string, unknown>> {
  const answer = await desk.call(target, body, credentials);
  expect({ target, status: answer.status, body: answer.status === 200 ? {} : answer.body }).toEqual({
    target,
    status: 200,
    body: {},
  });
  expectFraming(answer);
  return answer.body;
}

export async function makeKey(desk: TestDesk, members: object = {}): Promise<Key> {
  const { KeyMetadata } = await succeed(desk, 'CreateKey', members);
  const { KeyId, Arn } = KeyMetadata as { KeyId: string; Arn: string }; // held by the CreateKey tests
  return { id: KeyId, arn: Arn };
}

/** A service with built-in policies, and its access key. */
export async function makeService(
  desk: TestDesk,
  name: string,
  policies: readonly string[] = [],
): Promise<Service> {
  const made = await succeed(desk, 'Keydesk.CreateService', { Name: name, Policies: policies });
  const { Arn, AccessKeyId, SecretAccessKey } = made as {
    Arn: string;
    AccessKeyId: string;
    SecretAccessKey: string;
  }; // CreateService's output
  return { arn: Arn, accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
}

/** The desk of one test file, running from the first hook on; `env`: settings over the usual ones. */
export function useDesk(env: Readonly<Record<string, string>> = {}): TestDesk {
  const desk = {} as TestDesk; // filled before the first test
  beforeAll(async () => {
    Object.assign(
      desk,
      await startTestDesk({ env: { KEYDESK_ACCOUNT_ID: ACCOUNT, KEYDESK_REGION: REGION, ...env } }),
    );
  });
  afterAll(async () => {
    await desk.stop();
    removeDirectory(desk.dataDirectory);
  });
  return desk;
}

/** A key of the file's desk. */
export function useKey(desk: TestDesk): Key {
  const key = {} as Key; // likewise
  beforeAll(async () => {
    Object.assign(key, await makeKey(desk));
  });
  return key;
}

/** A service of the file's desk. */
export function useService(desk: TestDesk, name: string, policies: readonly string[] = []): Service {
  const service = {} as Service; // likewise
  beforeAll(async () => {
    Object.assign(service, await makeService(desk, name, policies));
  });
  return service;
}

/** The operational log holds neither these texts nor an internal error. */
export function expectQuiet(desk: TestDesk, secrets: readonly string[] = []): void {
  const said = desk.stderr();
  for (const secret of secrets) expect(said).not.toContain(secret);
  expect(said).not.toMatch(/"level":"?(error|50)/);
}

/** The one event of a request. */
export async function eventOf(desk: TestDesk, { headers }: Pick<Answer, 'headers'>): Promise<SeenEvent> {
  const found = await succeed(desk, 'Keydesk.SearchAuditEvents', {
    RequestId: headers.get('x-amzn-requestid'),
  });
  const events = found['Events'] as readonly SeenEvent[]; // SearchAuditEvents' output
  expect(events).toHaveLength(1);
  return events[0]!; // just counted
}

/** Everything of a key that a refused call could have changed. */
export const snapshot = (desk: TestDesk, key: Key): Promise<unknown> =>
  Promise.all(
    ['DescribeKey', 'GetKeyPolicy', 'ListAliases'].map((operation) =>
      succeed(desk, operation, { KeyId: key.id }),
    ),
  );

export interface Refusal {
  readonly code: ErrorCode;
  /** The whole text, or a pattern; left out for codes without a message. */
  readonly message?: string | RegExp;
  readonly as?: Credentials;
  /** A key that must be as it was. */
  readonly unchanged?: Key;
}

/**
 * The call is refused with exactly this error as AWS frames it, a failed call changes nothing, and the log says what happened and why.
 * Answers the event.
 */
export async function expectRefused(
  desk: TestDesk,
  target: string,
  body: object | string,
  refusal: Refusal,
): Promise<SeenEvent> {
  const { code, message, as, unchanged } = refusal;
  const before = unchanged === undefined ? null : await snapshot(desk, unchanged);
  const answer = await desk.call(target, body, as);
  const silent = SILENT.includes(code);
  const text = message instanceof RegExp ? expect.stringMatching(message) : message;
  expect({ status: answer.status, body: answer.body }).toEqual({
    status: 400,
    body: silent ? { __type: code } : { __type: code, message: text ?? expect.any(String) },
  });
  expectFraming(answer);
  const name = target.replace(/^.*\./, '');
  expect([name, ...COMMON, ...(operationOfName(name)?.errors ?? [])]).toContain(code);
  const event = await eventOf(desk, answer);
  expect(event).toMatchObject({
    Operation: name,
    Outcome: code === 'AccessDeniedException' ? 'denied' : 'failed',
    Error: code,
    Changes: [],
  });
  if (silent) expect(event.Reason).toBeUndefined();
  else expect(event.Reason).toBeTruthy();
  if (typeof message === 'string' && event.Reason !== undefined)
    expect(message.slice(0, 1000)).toContain(event.Reason);
  if (unchanged !== undefined) expect(await snapshot(desk, unchanged)).toEqual(before);
  return event;
}

export const bytesOf = (base64: unknown): Buffer => Buffer.from(base64 as string, 'base64'); // a blob member of an answer
export const base64 = (bytes: Uint8Array | string): string => Buffer.from(bytes as string).toString('base64'); // Buffer.from takes both
