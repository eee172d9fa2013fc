import { useState } from 'react';
import { Acts } from '../ui/acts.tsx';
import { Button } from '../ui/button.tsx';
import { ComboBox } from '../ui/combo-box.tsx';
import { Dialog, DialogWords } from '../ui/dialog.tsx';
import { absoluteTime, namedZones, zoneName, zoneOf } from '../ui/time-format.ts';
import { useNow, useZone } from '../ui/time.tsx';
import { usePreferences } from './preferences.tsx';

const OPTIONS = namedZones().map((zone) => ({ value: zone, label: zone }));

/** One of the zones of the world, by typing a part of its name. */
export default function ZoneDialog({ onClose }: { readonly onClose: () => void }) {
  const zone = useZone();
  const { setZone } = usePreferences();
  const [chosen, setChosen] = useState<string | null>(zone === 'utc' || zone === 'local' ? null : zone);
  const now = new Date(useNow());
  const named = zoneOf(chosen);
  return (
    <Dialog title="Show times in another zone" onClose={onClose}>
      <DialogWords>
        For every page of the console, on this browser. What is copied or exported carries its offset in any
        case.
      </DialogWords>
      <ComboBox
        label="Time zone"
        placeholder="Berlin, Tokyo, New_York …"
        value={chosen}
        options={OPTIONS}
        onChange={setChosen}
      />
      <p className="quiet" role="status">
        {named === null
          ? `Now ${absoluteTime(now, zone)} in ${zoneName(zone)}.`
          : `Now ${absoluteTime(now, named)} in ${zoneName(named)}.`}
      </p>
      <Acts>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          kind="primary"
          disabledReason={named === null ? 'Choose a zone first: type a part of its name.' : null}
          onClick={() => {
            if (named !== null) setZone(named);
            onClose();
          }}
        >
          {named === null ? 'Show times there' : `Show times in ${named}`}
        </Button>
      </Acts>
    </Dialog>
  );
}
