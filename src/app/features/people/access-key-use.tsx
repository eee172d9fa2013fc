import type { AccessKey } from './rotation-step.ts';
import { Time } from '../../ui/time.tsx';

/** When an access key last signed something; honest about how far back that is known. */
export function LastUse({
  accessKey,
  what = false,
}: {
  readonly accessKey: AccessKey;
  readonly what?: boolean;
}) {
  const { LastUsedDate, LastUsedOperation, LastUsedSource, TrackingStartDate } = accessKey;
  if (LastUsedDate !== undefined)
    return (
      <>
        <Time value={LastUsedDate} form="relative" />
        {what && (
          <span className="quiet">
            {' '}
            {LastUsedOperation} from {LastUsedSource}
          </span>
        )}
      </>
    );
  return TrackingStartDate === undefined ? (
    <span className="quiet">never</span>
  ) : (
    <span className="quiet">
      not since <Time value={TrackingStartDate} form="day" />
    </span>
  );
}
