/** The certificate authorities that Node trusts: their certificates in DER, as base64. */
declare module 'kronika:authorities' {
  const certificates: readonly string[];
  export default certificates;
}
