-- $1  the viewer's token, as SHA-256
-- $2  now
SELECT convert_to(concat('{"cases":', (
    SELECT concat('{"nodes":[', coalesce(string_agg(
        concat('{"number":', to_json(anon_1.number), ',"standing":"', anon_1.standing, '"}'), ','),
        ''), ']}') AS concat_1
    FROM (
        SELECT court_case_1.id AS id, court_case_1.court_code AS court_code,
            court_case_1.proceeding_type_code AS proceeding_type_code, court_case_1.year AS year,
            court_case_1.running_number AS running_number, court_case_1.number AS number,
            court_case_1.title AS title, court_case_1.nature_of_claim AS nature_of_claim,
            court_case_1.relief AS relief, court_case_1.standing AS standing,
            court_case_1.access_level AS access_level, court_case_1.commenced_on AS commenced_on,
            court_case_1.opened_at AS opened_at, court_case_1.version AS version
        FROM court_case AS court_case_1
        WHERE court_case_1.access_level IN ('PUBLIC_INSPECTION', 'PARTIES')
          AND court_case_1.id IN (
            SELECT linkage_1.case_id
            FROM linkage AS linkage_1
            WHERE linkage_1.account_id = viewer_.id
              AND linkage_1.until_at IS NULL
            UNION ALL
            SELECT representation_1.case_id
            FROM representation AS representation_1
            WHERE representation_1.organization_id = viewer_.organization_id
              AND representation_1.until_at IS NULL
          )
        ORDER BY court_case_1.commenced_on DESC, court_case_1.id DESC
        LIMIT 2
      ) AS anon_1
  ), '}'), 'UTF8') AS convert_to_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = $1::BYTEA
  AND session_.revoked_at IS NULL
  AND session_.expires_at > $2::TIMESTAMP WITH TIME ZONE
  AND viewer_.kind = 'OU'
  AND viewer_.state = 'ACTIVE'
