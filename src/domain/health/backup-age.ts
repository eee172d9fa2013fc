/** How old a backup may be before it is spoken of, ms: the Vault page, the doctor and the posture have one measure. */
export const OLD_BACKUP_MS = 7 * 86_400_000;
/** How long a desk may have keys before it is told that there is no backup, ms. */
export const UNSAVED_TOLD_MS = 24 * 3_600_000;

/** Where a backup was to go and why it is not there; what names the place itself needs it no second time. */
export const failedWords = (directory: string, reason: string): string =>
  reason.startsWith(directory) ? reason : `To ${directory}: ${reason}`;
