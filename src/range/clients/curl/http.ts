export interface HttpRequest {
  method: string
  url: URL
  headers: Record<string, string>
  body: string | null
}

export interface HttpResponse {
  status: number
  headers: Record<string, string>
  body: string
}
