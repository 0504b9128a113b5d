-- Administrators could do everything that an editor can. Publishing is now for the role of editor alone, so those who
-- are administrators today get it as well.
update account set roles = array_append(roles, 'editor'), version = version + 1
where 'administrator' = any(roles) and not 'editor' = any(roles);
