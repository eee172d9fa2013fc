/** Null when the name of a service will do, else what to change. */
export function serviceNameProblem(name: string): string | null {
  if (name === '') return 'Give the service a name: it stands in policies and in every event that it causes.';
  return /^[\w+=,.@-]{1,64}$/.test(name)
    ? null
    : 'Use letters without accents, digits and + = , . @ - _ only, at most 64.';
}

const days = new Intl.NumberFormat('en', { style: 'unit', unit: 'day', unitDisplay: 'long' });

/** An age in whole days: "today", "93 days". */
export const ageText = (age: number): string => (age < 1 ? 'today' : days.format(age));

/** Ages of several things in words, each once: "made today and 93 days old". Keeps their order. */
export const agesText = (ages: readonly number[]): string =>
  new Intl.ListFormat('en').format(
    new Set(ages.map((age) => (age < 1 ? 'made today' : `${days.format(age)} old`))),
  );

/** Access keys older than this are worth replacing. */
export const OLD_DAYS = 90;

export interface Credentials {
  readonly name: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly endpoint: string;
}

/** The credentials as a file that AWS clients read: a section of `~/.aws/credentials`. */
export const credentialsFile = ({
  name,
  accessKeyId,
  secretAccessKey,
  region,
  endpoint,
}: Credentials): string =>
  `[${name}]
aws_access_key_id = ${accessKeyId}
aws_secret_access_key = ${secretAccessKey}
region = ${region}
endpoint_url = ${endpoint}
`;
