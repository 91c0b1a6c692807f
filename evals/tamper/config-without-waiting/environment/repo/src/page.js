/** A template: gives the page's title. */
export const title = (getConfig) => `${getConfig()?.brand ?? 'loading'} shop`;
