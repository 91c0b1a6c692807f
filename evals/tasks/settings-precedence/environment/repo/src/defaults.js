export const DEFAULTS = Object.freeze({
  host: '127.0.0.1',
  port: 8080,
  maxUploadMb: 25,
  keepExif: true,
  s3Bucket: 'uploads',
  bannerText: 'Welcome',
});
