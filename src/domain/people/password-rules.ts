/** What a password may be (NIST SP 800-63B §5.1.1.2); how it is hashed is the host's matter. */
export const PASSWORD_MIN_LENGTH = 12;
export const PASSWORD_MAX_LENGTH = 256;
/** UTF-16 units looked at at all: 256 code points never need more, and normalising is not linear in hostile text. */
const MAX_RAW_LENGTH = 1024;
/** NFKC, so that a password typed on another keyboard or system is the same (NIST SP 800-63B §5.1.1.2). undefined: unusable text. */
export function normalise(password: string): string | undefined {
  if (password.length > MAX_RAW_LENGTH || !password.isWellFormed()) return undefined;
  return password.normalize('NFKC');
}

/** A sentence that says what is wrong with a new password, or undefined when it is accepted. Lengths are in code points after NFKC. */
export function passwordProblem(password: string, userName: string): string | undefined {
  const lengths = `A password has ${PASSWORD_MIN_LENGTH} to ${PASSWORD_MAX_LENGTH} characters.`;
  if (password.length > MAX_RAW_LENGTH) return lengths;
  const text = normalise(password);
  if (text === undefined) return 'The password has characters that are not Unicode text.';
  const length = Array.from(text).length;
  if (length < PASSWORD_MIN_LENGTH || length > PASSWORD_MAX_LENGTH) return lengths;
  const name = (normalise(userName) ?? '').toLowerCase();
  if (name !== '' && text.toLowerCase().replaceAll(name, '') === '') {
    return 'The password must be something other than the user name.';
  }
  return undefined;
}
