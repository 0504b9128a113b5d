-- A draft offers the incidents that its page tells. Drafts that were begun before offer none.
update draft set content = jsonb_set(content, '{incidents}', '[]') where not content ? 'incidents';
