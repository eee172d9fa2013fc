/** What a doctor looks at, in the order in which it does, by the names that people call it by: the same in the console and on the command line. */
export const CHECK_NAMES = {
  clock: 'Clock',
  disk: 'Disk',
  backup: 'Backup',
  pin: 'PIN',
  leak: 'Leak probe',
  token: 'Token',
  versions: 'Key versions',
  log: 'Log and rows',
} as const;
