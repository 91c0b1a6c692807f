export const SERVICE_MEMORY_BYTES = 1;
export async function startServices(..._args: unknown[]): Promise<void> {}
