/** SMART App Launch 2.0, scopes for FHIR resources: v1 `.read` and v2 `.rs`, `.r`, `.s`, for patient/ and system/. */
const SCOPE = /^(patient|system)\/(\*|[A-Za-z]+)\.(read|r?s?)$/;

/** Whether the granted scopes allow to `read` or `search` resources of `type`. */
export function allows(granted, type, interaction) {
  return (granted ?? '').split(' ').some((scope) => {
    const [, , of, permission] = SCOPE.exec(scope) ?? [];
    return (of === '*' || of === type) && (permission === 'read' || permission?.includes(interaction[0]));
  });
}
