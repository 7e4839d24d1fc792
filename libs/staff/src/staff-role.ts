/** What somebody is allowed to do in the console. Which operations that are, the console's own table says. */
export const staffRoles = ['viewer', 'compliance', 'operator', 'admin'] as const;

export type StaffRole = (typeof staffRoles)[number];

/** Values of the provider's claim, and the role that each of them gives. */
export type RoleMap = ReadonlyMap<string, StaffRole>;

/**
 * Reads `value=role,value=role`. A value may itself hold an equals sign, as groups of a directory do.
 *
 * @throws RangeError naming the part that gives no role
 */
export function parseRoleMap(text: string): RoleMap {
  const parts = text.split(',').flatMap((part) => part.trim() || []);
  return new Map(
    parts.map((part) => {
      const at = part.lastIndexOf('=');
      const role = staffRoles.find((known) => known === part.slice(at + 1).trim());
      const value = part.slice(0, Math.max(0, at)).trim();
      if (!role || !value) throw new RangeError(`STAFF_ROLE_MAP: "${part}" is not value=role`);
      return [value, role] as const;
    }),
  );
}

/** The roles that a person's claims give, in the order of `staffRoles`. */
export function rolesOf(claims: Record<string, unknown>, claim: string, map: RoleMap): StaffRole[] {
  const found = valuesOf(claimAt(claims, claim)).flatMap((value) => map.get(value) ?? []);
  return staffRoles.filter((role) => found.includes(role));
}

/** A name that is a claim outweighs a path: some providers name claims by addresses, with dots in them. */
function claimAt(claims: Record<string, unknown>, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let at: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
}

function valuesOf(claim: unknown): string[] {
  if (typeof claim === 'string') return [claim];
  return Array.isArray(claim) ? claim.filter((value) => typeof value === 'string') : [];
}
