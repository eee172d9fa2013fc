/** The desk's database, in its data directory. */
export const DATABASE_FILE = 'keydesk.db';
