import { Group } from '@mantine/core';
import { Link } from '../router.js';

/** To the older rows of a list, and back to its newest; what is filtered by stays. */
export function Pager({ to, query, next }: { to: string; query: URLSearchParams; next: string | null }) {
  const older = new URLSearchParams(query);
  if (next) older.set('before', next);
  const newest = new URLSearchParams(query);
  newest.delete('before');
  return (
    <Group>
      {query.has('before') && <Link to={`${to}?${newest}`}>Newest</Link>}
      {next && <Link to={`${to}?${older}`}>Older</Link>}
    </Group>
  );
}
