/** How the log names what has no name: who sent requests that could not be verified, and where the many came from. */

/** Principal of an event that stands for requests without a verified principal. No ARN, so no policy can mean it. */
export const ANONYMOUS = 'anonymous';

/** Source of such an event when there were more networks than are told apart. */
export const MANY_SOURCES = 'many:';
