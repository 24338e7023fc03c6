-- ?1  constant 0
-- ?2  variable $first
-- ?3  constant 0
-- ?4  constant 0
-- ?5  the viewer's token, as SHA-256
-- ?6  now
SELECT concat('{"data":{"viewer":', coalesce((
    SELECT concat('{"name":', json_quote(anon_1.name), ',"kind":"', anon_1.kind, '","organization":', coalesce((
        SELECT concat('{"name":', json_quote(organization_1.name), '}') AS concat_3
        FROM organization AS organization_1
        WHERE organization_1.id = viewer_.organization_id
          AND organization_1.id = anon_1.organization_id
      ), 'null'), ',"messages":', (
        SELECT concat('{"totalCount":', (
            SELECT CASE WHEN (count(*) > 10000) THEN 'null' ELSE CAST(count(*) AS TEXT) END AS it_
            FROM (
                SELECT 1 AS one_
                FROM message AS message_1
                WHERE message_1.account_id = viewer_.id
                  AND message_1.account_id = anon_1.id
                LIMIT 10000 + 1 OFFSET ?
              ) AS anon_2
          ), ',"nodes":[', coalesce(group_concat(concat('{"about":', json_quote(anon_3.about),
            ',"sentAt":', '"' || replace(anon_3.sent_at, ' ', 'T') || 'Z"', ',"readAt":',
            coalesce('"' || replace(anon_3.read_at, ' ', 'T') || 'Z"', 'null'), ',"subject":{"en":',
            json_quote(anon_3.subject_en), '}}'), ','), ''), ']}') AS concat_4
        FROM (
            SELECT message_1.id AS id, message_1.account_id AS account_id, message_1.about AS about,
                message_1.subject_id AS subject_id, message_1.sent_at AS sent_at, message_1.read_at
                AS read_at, message_1.subject_en AS subject_en, message_1.subject_tc AS subject_tc,
                message_1.subject_sc AS subject_sc, message_1.body_en AS body_en, message_1.body_tc
                AS body_tc, message_1.body_sc AS body_sc
            FROM message AS message_1
            WHERE message_1.account_id = viewer_.id
              AND message_1.account_id = anon_1.id
            ORDER BY message_1.sent_at DESC, message_1.id DESC
            LIMIT ? OFFSET ?
          ) AS anon_3
      ), '}') AS concat_2
    FROM (
        SELECT account_1.id AS id, account_1.kind AS kind, account_1.state AS state,
            account_1.sign_in_name AS sign_in_name, account_1.password_hash AS password_hash,
            account_1.name AS name, account_1.email AS email, account_1.organization_id AS
            organization_id, account_1.branch_id AS branch_id, account_1.refused_sign_ins AS
            refused_sign_ins, account_1.locked_until AS locked_until, account_1.created_at AS
            created_at, account_1.version AS version
        FROM account AS account_1
        WHERE account_1.id = viewer_.id
          AND account_1.id = viewer_.id
        ORDER BY account_1.id ASC
        LIMIT 1 OFFSET ?
      ) AS anon_1
  ), 'null'), '},"extensions":{"cost":{"requested":2203,"limit":10000}}}') AS concat_1
FROM session AS session_
JOIN account AS viewer_ ON viewer_.id = session_.account_id
WHERE session_.token_sha256 = ?
  AND session_.revoked_at IS NULL
  AND session_.expires_at > ?
  AND viewer_.kind = 'OU'
  AND viewer_.state = 'ACTIVE'
