import { describe, expect, it } from 'vitest';
import { parseRoleMap, rolesOf } from './staff-role.js';

const map = parseRoleMap('cn=audit,ou=x=compliance, Desk=operator,desk-two=operator'.replace(',ou=x', ''));

describe('the map of roles', () => {
  it('takes a value with equals signs in it', () => {
    expect(map.get('cn=audit')).toBe('compliance');
  });

  it.each(['admins', 'admins=', '=admin', 'admins=root'])('refuses "%s"', (text) => {
    expect(() => parseRoleMap(text)).toThrow(RangeError);
  });
});

describe('the roles of a person', () => {
  it.each([
    ['a list', { roles: ['Desk', 'cn=audit', 'Desk'] }, 'roles', ['compliance', 'operator']],
    ['one value', { roles: 'Desk' }, 'roles', ['operator']],
    ['a path', { realm_access: { roles: ['Desk'] } }, 'realm_access.roles', ['operator']],
    ['a claim named by an address', { 'https://x.example/roles': ['Desk'] }, 'https://x.example/roles', ['operator']],
    ['another spelling', { roles: ['desk'] }, 'roles', []],
    ['no claim', {}, 'roles', []],
    ['something else', { roles: [{ name: 'Desk' }, 7] }, 'roles', []],
    ['what every object has', {}, 'constructor.name', []],
  ])('from %s', (_, claims, claim, roles) => {
    expect(rolesOf(claims, claim, map)).toEqual(roles);
  });
});
