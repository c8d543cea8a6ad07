// The few gRPC status codes by which Temporal's answers are told apart in set-up tools.

export const codes = {
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  unimplemented: 12,
  unavailable: 14,
} as const;

/** The status code of a failed call, or -1 when the failure is of another kind. */
export function grpcCode(cause: unknown): number {
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'number' ? code : -1;
}
