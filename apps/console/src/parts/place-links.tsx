import { Group, Text } from '@mantine/core';
import { Link } from '../router.js';

/** Links to neighbours, of which one is shown. */
export function PlaceLinks({ name, places, at }: { name: string; places: { to: string; name: string }[]; at: string }) {
  return (
    <Group component="nav" aria-label={name} gap="md">
      {places.map((place) =>
        place.to === at ? (
          <Text key={place.to} fw={600} aria-current="page">
            {place.name}
          </Text>
        ) : (
          <Link key={place.to} to={place.to}>
            {place.name}
          </Link>
        ),
      )}
    </Group>
  );
}
