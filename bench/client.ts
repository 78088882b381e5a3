import http from 'node:http'

/** Sends one body over and over on so many connections; prints how many were answered in how many ms. Run as a process of its own. */
const [url = '', token = '', body = '', connections = '16', amount = '1000'] = process.argv.slice(2)
const agent = new http.Agent({ keepAlive: true, maxSockets: Number(connections) })

function send(): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      url,
      {
        method: 'POST',
        agent,
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${token}`,
          'content-length': Buffer.byteLength(body),
        },
      },
      response => {
        response.resume()
        response.on('end', () => resolve(response.statusCode ?? 0))
      },
    )
    request.on('error', reject)
    request.end(body)
  })
}

let left = Number(amount)
let failed = 0
async function client(): Promise<void> {
  while (left-- > 0) if ((await send()) !== 200) failed++
}

const start = process.hrtime.bigint()
await Promise.all(Array.from({ length: Number(connections) }, client))
console.log(JSON.stringify({ amount: Number(amount), failed, ms: Number(process.hrtime.bigint() - start) / 1e6 }))
agent.destroy()
