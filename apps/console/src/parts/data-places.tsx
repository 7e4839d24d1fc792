import { Group, Text } from '@mantine/core';
import { Link, useLocation } from '../router.js';

const places = [
  { to: '/data', name: 'Requests' },
  { to: '/data/holds', name: 'Legal holds' },
  { to: '/data/retention', name: 'Retention' },
];

/** What is under "Data & retention". */
export function DataPlaces() {
  const { path } = useLocation();
  return (
    <Group component="nav" aria-label="Data and retention" gap="md">
      {places.map(({ to, name }) =>
        to === path ? (
          <Text key={to} fw={600} aria-current="page">
            {name}
          </Text>
        ) : (
          <Link key={to} to={to}>
            {name}
          </Link>
        ),
      )}
    </Group>
  );
}
