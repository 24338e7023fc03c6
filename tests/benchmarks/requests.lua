-- wrk sends the lines of a file in turn, beginning at a given one, and prints what came of it.
-- wrk ... -s requests.lua ADDRESS -- BODIES FIRST TOKEN
local bodies, at = {}, 0

function init(given)
  for line in io.lines(given[1]) do bodies[#bodies + 1] = line end
  at = tonumber(given[2])
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  if given[3] then wrk.headers["Authorization"] = "Bearer " .. given[3] end
end

function request()
  local body = bodies[at % #bodies + 1]
  at = at + 1
  return wrk.format(nil, nil, nil, body)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "microseconds": %d, "bytes": %d, "errors": %d, "p50_us": %d, "p99_us": %d}\n',
    summary.requests, summary.duration, summary.bytes,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout,
    latency:percentile(50), latency:percentile(99)
  ))
end
