-- core.event_links from the temporary tables scored and clustered.
MERGE INTO core.event_links AS kept
USING (
    SELECT incident_a, incident_b, millibits / 1000 AS score, a.cluster_id = b.cluster_id AS is_joined,
        list_transform(comparisons, lambda c: {{
            'comparison': c.comparison, 'level': c.level, 'weight': c.weight / 1000
        }}) AS comparisons
    FROM scored
    JOIN clustered AS a ON a.incident_id = incident_a
    JOIN clustered AS b ON b.incident_id = incident_b
    WHERE millibits > {kept_above} OR a.cluster_id = b.cluster_id
) AS derived
ON kept.incident_a = derived.incident_a AND kept.incident_b = derived.incident_b
WHEN MATCHED AND (kept.score, kept.is_joined, kept.comparisons)
    IS DISTINCT FROM (derived.score, derived.is_joined, derived.comparisons)
THEN UPDATE SET score = derived.score, is_joined = derived.is_joined, comparisons = derived.comparisons
WHEN NOT MATCHED BY TARGET THEN INSERT BY NAME
WHEN NOT MATCHED BY SOURCE THEN DELETE;
