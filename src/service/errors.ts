/**
 * Every error that leaves the service, in ONE table: literal code → HTTP status and wire form. Statuses follow what AWS KMS does on
 * the wire, not its documentation (kms-api.md §1.2): nearly all are 400.
 */
interface ErrorRow {
  readonly status: number;
  /** AWS answers these without any message; nothing may hint why. */
  readonly silent?: true;
}

export const ERRORS = {
  // modelled by AWS KMS
  AlreadyExistsException: { status: 400 },
  DisabledException: { status: 400 },
  DryRunOperationException: { status: 400 },
  IncorrectKeyException: { status: 400 },
  InvalidAliasNameException: { status: 400 },
  InvalidArnException: { status: 400 },
  InvalidCiphertextException: { status: 400, silent: true },
  InvalidGrantIdException: { status: 400 },
  InvalidGrantTokenException: { status: 400 },
  InvalidKeyUsageException: { status: 400 },
  InvalidMarkerException: { status: 400 },
  KMSInternalException: { status: 500 },
  KMSInvalidStateException: { status: 400 },
  KeyUnavailableException: { status: 503 },
  LimitExceededException: { status: 400 },
  MalformedPolicyDocumentException: { status: 400 },
  NotFoundException: { status: 400 },
  TagException: { status: 400 },
  UnsupportedOperationException: { status: 400 },
  CustomKeyStoreNotFoundException: { status: 400 },
  // common to AWS JSON services
  AccessDeniedException: { status: 400 },
  ExpiredTokenException: { status: 400 },
  IncompleteSignatureException: { status: 400 },
  InvalidSignatureException: { status: 400 },
  MissingAuthenticationTokenException: { status: 400 },
  RequestEntityTooLargeException: { status: 413 },
  SerializationException: { status: 400 },
  ThrottlingException: { status: 400 },
  UnknownOperationException: { status: 400 },
  UnrecognizedClientException: { status: 400 },
  ValidationException: { status: 400 },
  // ours, on /api only
  NotSignedInException: { status: 401 },
  SignInFailedException: { status: 400 },
  PasswordRequiredException: { status: 403 },
  ConflictException: { status: 409 },
  WelcomeLinkInvalidException: { status: 400 },
  InvitationInvalidException: { status: 400 },
  TooManyRequestsException: { status: 429 },
  ForbiddenOriginException: { status: 403 },
  StreamReplacedException: { status: 409 },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof ERRORS;

/** The sentence of every 503 that a lost token causes. */
export const HSM_UNREACHABLE = 'The HSM cannot be reached now. Nothing was done; try again later.';

/** How a refusal is booked: `denied` is a decision of policy, everything else `failed`. */
export const outcomeOf = (code: ErrorCode): 'denied' | 'failed' =>
  code === 'AccessDeniedException' ? 'denied' : 'failed';

export class ServiceError extends Error {
  readonly code: ErrorCode;
  /** Seconds, for Retry-After. */
  readonly retryAfter?: number;
  /** Id of the person whose password was wrong or could not be tried. Told to nobody who is refused: it says that there is such a person. */
  readonly guessedAt: string | undefined;
  readonly #status: number | undefined;
  constructor(
    code: ErrorCode,
    message = '',
    options: {
      readonly retryAfter?: number;
      readonly status?: number;
      readonly guessedAt?: string | undefined;
    } = {},
  ) {
    super(message);
    this.name = 'ServiceError';
    this.code = code;
    this.#status = options.status;
    this.guessedAt = options.guessedAt;
    if (options.retryAfter !== undefined) this.retryAfter = options.retryAfter;
  }

  /** HTTP status: the table's, but 503 for anything that failed because the HSM is away. */
  get status(): number {
    return this.#status ?? ERRORS[this.code].status;
  }
}

/** `__type` and, unless the code is silent, `message`. */
export function wireError(error: ServiceError): {
  readonly status: number;
  readonly body: { readonly __type: ErrorCode; readonly message?: string };
} {
  const row: ErrorRow = ERRORS[error.code];
  return {
    status: error.status,
    body: row.silent === true ? { __type: error.code } : { __type: error.code, message: error.message },
  };
}
