type Scopes = Readonly<Record<string, { customers: string }>>
type Asked = { permission: string; whole?: boolean }

/** Whether a place opens to whom these permissions are given, each in its scope. */
export function opensTo({ permission, whole = false }: Asked, permissions: Scopes): boolean {
  if (permission === 'signed_in') return true
  const scope = Object.hasOwn(permissions, permission) ? permissions[permission] : undefined
  return scope !== undefined && (!whole || scope.customers === '')
}
