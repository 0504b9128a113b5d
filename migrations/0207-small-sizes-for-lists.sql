-- Lists show a size of the crop "lead" that is 320 pixels wide. Photos without it get new crops from a job.
update photo set cropped_at = null;
