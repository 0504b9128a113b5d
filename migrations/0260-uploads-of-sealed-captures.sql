-- If a capture is sealed, the uploads of its file are deleted, also if it was imported by the command or from an upload
-- that no longer exists. By a trigger, because afterwards nothing says from which file the capture came.
create function delete_uploads_of_origin() returns trigger language plpgsql as $$
begin
  delete from upload where facts ->> 'sha256' = old.archive_sha256;
  return null;
end $$;
create trigger delete_uploads after delete on archive_origin for each row execute function delete_uploads_of_origin();
