/** Where a script reports to Standby. High, because runbooks use low ones themselves. */
export const REPORT_FD = 21
