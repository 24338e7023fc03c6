-- ?1  constant 0
-- ?2  constant 0
-- ?3  constant 0
-- ?4  the viewer's token, as SHA-256
-- ?5  now
SELECT concat('{"data":{"cases":', (
    SELECT concat('{"totalCount":', (
        SELECT CASE WHEN (count(*) > 10000) THEN 'null' ELSE CAST(count(*) AS TEXT) END AS it_
        FROM (SELECT 1 AS one_ FROM court_case AS court_case_1 LIMIT 10000 + 1 OFFSET ?) AS anon_1
      ), ',"nodes":[', coalesce(group_concat(concat('{"number":', json_quote(anon_2.number),
        ',"title":', json_quote(anon_2.title), ',"accessLevel":"', anon_2.access_level,
        '","parties":', (
        SELECT concat('{"nodes":[',
            coalesce(group_concat(concat('{"name":', json_quote(anon_3.name), '}'), ','), ''), ']}')
            AS concat_3
        FROM (
            SELECT party_1.id AS id, party_1.case_id AS case_id, party_1.ordinal AS ordinal,
                party_1.role AS role, party_1.kind AS kind, party_1.name AS name, party_1.joined_at
                AS joined_at, party_1.left_at AS left_at
            FROM party AS party_1
            WHERE party_1.case_id = anon_2.id
            ORDER BY party_1.ordinal ASC
            LIMIT 3 OFFSET ?
          ) AS anon_3
      ), '}'), ','), ''), ']}') AS concat_2
    FROM (
        SELECT court_case_1.id AS id, court_case_1.court_code AS court_code,
            court_case_1.proceeding_type_code AS proceeding_type_code, court_case_1.year AS year,
            court_case_1.running_number AS running_number, court_case_1.number AS number,
            court_case_1.title AS title, court_case_1.nature_of_claim AS nature_of_claim,
            court_case_1.relief AS relief, court_case_1.standing AS standing,
            court_case_1.access_level AS access_level, court_case_1.commenced_on AS commenced_on,
            court_case_1.opened_at AS opened_at, court_case_1.version AS version
        FROM court_case AS court_case_1
        ORDER BY court_case_1.year ASC, court_case_1.running_number ASC, court_case_1.id ASC
        LIMIT 5 OFFSET ?
      ) AS anon_2
  ), '},"extensions":{"cost":{"requested":126,"limit":10000}}}') AS concat_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = ?
  AND session_.revoked_at IS NULL
  AND session_.expires_at > ?
  AND viewer_.kind = 'AUDITOR'
  AND viewer_.state = 'ACTIVE'
